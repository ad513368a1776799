import { defineConfig, globalIgnores } from 'eslint/config';
import jest from 'eslint-plugin-jest';
import node from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';

const CLOCK = 'packages/httpsession/src/common/clock.ts';
const TESTS = ['**/test/**/*.ts'];
const PROGRAMS = [
  'testing/**/*.ts',
  'conformance/**/*.ts',
  'bench/**/*.ts',
  'faults/**/*.ts',
  'examples/**/*.ts',
];

const notHere = (what) =>
  `Take ${what} from the Clock that is passed in, so that tests can set it.`;

/** `// eslint-disable-next-line rule -- why`: the why is not optional. */
const reasons = {
  rules: {
    'say-why': {
      create: (context) => ({
        Program() {
          for (const comment of context.sourceCode.getAllComments()) {
            if (/^\s*eslint-disable/.test(comment.value) && !/\s--\s+\S/.test(comment.value)) {
              context.report({ loc: comment.loc, message: 'Say why, after " -- ".' });
            }
          }
        },
      }),
    },
  },
};

// Here since Node 20.11 and unchanged since, whatever its label says.
const nodeFeatures = { ignores: ['import.meta.dirname', 'import.meta.filename'] };

export default defineConfig(
  globalIgnores(['**/dist/', 'coverage/']),
  {
    plugins: { reasons },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { 'reasons/say-why': 'error' },
  },

  {
    files: ['**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      node.configs['flat/recommended-module'],
    ],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.test.json', './examples/*/tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['warn', { max: 50 }],
      complexity: ['warn', 8],
      'max-depth': ['warn', 3],
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      'no-console': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // A number in a message needs no ceremony.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => clearTimeout(timer)` misleads nobody.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'n/no-unsupported-features/node-builtins': ['error', nodeFeatures],
      // TypeScript resolves the imports, and the layers check holds them to the manifests.
      'n/no-missing-import': 'off',
      'n/no-extraneous-import': 'off',
      'n/no-unpublished-import': 'off',
    },
  },

  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'n/no-process-exit': 'error',
      'n/prefer-node-protocol': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MetaProperty[meta.name="import"]',
          message: 'It cannot be transformed for those who test with CommonJS Jest.',
        },
      ],
    },
  },
  {
    files: ['packages/httpsession/src/**/*.ts'],
    ignores: [CLOCK],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: notHere('the time') },
        { object: 'performance', property: 'now', message: notHere('the time') },
        { object: 'Math', property: 'random', message: 'Ids come from node:crypto.' },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: notHere('timers') },
        { name: 'setInterval', message: notHere('timers') },
        { name: 'setImmediate', message: notHere('timers') },
      ],
      'no-restricted-imports': [
        'error',
        { paths: ['timers', 'node:timers', 'timers/promises', 'node:timers/promises'] },
      ],
    },
  },

  {
    files: TESTS,
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/no-export': 'off',
      // Some tests assert through a helper.
      'jest/expect-expect': ['warn', { assertFunctionNames: ['expect*', 'assert*'] }],
      'jest/valid-title': 'off',
      // Property tests branch on what they drew.
      'jest/no-conditional-expect': 'off',
      // Test kits are taken apart: const { get, post } = browser.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: [...TESTS, ...PROGRAMS],
    rules: {
      'no-console': 'off',
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/max-params': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      'n/no-process-exit': 'off',
      'n/no-unsupported-features/node-builtins': 'off',
    },
  },

  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.recommended, node.configs['flat/mixed-esm-and-cjs']],
    rules: {
      'no-console': 'off',
      'n/no-process-exit': 'off',
      'n/no-missing-import': 'off',
      'n/no-extraneous-import': 'off',
      'n/no-unpublished-import': 'off',
      'n/no-unpublished-require': 'off',
      'n/hashbang': 'off',
      'n/no-unsupported-features/node-builtins': ['error', nodeFeatures],
    },
  },
);
