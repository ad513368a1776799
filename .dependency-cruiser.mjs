// The two tables of the architecture, as rules. docs/explanation/architecture.md says why.

/** Inside packages/<name>/src, lowest floor first. Rooms of one floor do not know each other. */
const FLOORS = {
  httpsession: [
    ['common'],
    ['servlet-api'],
    ['tracking', 'store'],
    ['engine'],
    ['node'],
    ['index.ts'],
  ],
  servlet: [['common'], ['api'], ['http', 'mapping', 'descriptor'], ['container'], ['index.ts']],
  controller: [
    ['common'],
    ['para'],
    ['session'],
    ['render'],
    ['decorators', 'inject', 'interceptor', 'validate'],
    ['routing'],
    ['config'],
    ['core'],
    ['testing', 'views'],
    ['index.ts'],
  ],
  'store-redis': [
    ['client', 'record'],
    ['scripts', 'warnings', 'notices'],
    ['locks', 'near-cache'],
    ['store'],
    ['index.ts'],
  ],
  ambient: [
    ['maybe-promise.ts', 'outside-request-error.ts', 'ambient-options.ts', 'body.ts'],
    ['exchange.ts', 'read-request.ts'],
    ['current.ts'],
    ['http', 'run-prepared.ts', 'with-session.ts'],
    ['ambient-filter.ts'],
    ['ambient-handler.ts'],
    ['ambient-listener.ts'],
    ['index.ts'],
  ],
  'store-lmdb': [
    ['common'],
    ['format'],
    ['file'],
    ['sessions'],
    ['locks'],
    ['lmdb-store.ts'],
    ['index.ts'],
  ],
  'store-sql': [['common'], ['postgres', 'mysql'], ['index.ts']],
  'store-testkit': [
    ['options'],
    ['subject'],
    ['jobs'],
    ['processes', 'child'],
    ['groups'],
    ['suite'],
    ['index.ts'],
  ],
};

/** Which package may import which of ours. What else it imports, its manifest declares. */
const PACKAGES = {
  httpsession: [],
  servlet: ['httpsession'],
  controller: ['httpsession', 'servlet'],
  ambient: ['httpsession', 'servlet'],
  'store-testkit': ['httpsession'],
  'store-lmdb': ['httpsession'],
  'store-redis': ['httpsession'],
  'store-sql': ['httpsession'],
  express: ['httpsession'],
  fastify: ['httpsession'],
  koa: ['httpsession'],
};

/** What another package may be imported by, beside `.`: each is the index of a folder. */
const ENTRIES = ['testing', 'views', 'http'];

/** The types of Java's API name each other in circles; no module there waits for itself. */
const API_TYPES = '^packages/servlet/src/api/';

/** Matches a folder of a source and all within it, or one file. */
const room = (name) => (name.endsWith('.ts') ? `${name.replace('.', '\\.')}$` : `${name}/`);

const floorRules = Object.entries(FLOORS).flatMap(([name, floors]) => {
  const source = `^packages/${name}/src/`;
  const rooms = (list) => `${source}(${list.map(room).join('|')})`;
  return [
    ...floors.flatMap((floor, height) =>
      floor.map((own) => ({
        name: `${name}-floor-${own.replace('.ts', '')}`,
        comment: `${own} imports only from its own floor and from below`,
        severity: 'error',
        from: { path: `${source}${room(own)}` },
        to: { path: source, pathNot: rooms([...floors.slice(0, height).flat(), own]) },
      })),
    ),
    {
      name: `${name}-floor-unknown`,
      comment: `Every file of packages/${name} stands on a floor: add the folder to FLOORS`,
      severity: 'error',
      from: { path: source, pathNot: rooms(floors.flat()) },
      to: {},
    },
  ];
});

const packageRules = Object.entries(PACKAGES).map(([name, targets]) => ({
  name: `package-${name}`,
  comment: `packages/${name} imports of ours only: ${targets.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^packages/${name}/src/` },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...targets].join('|')})/` },
}));

export default {
  forbidden: [
    ...floorRules,
    ...packageRules,
    {
      name: 'package-unknown',
      comment: 'Every package has a row: add it to PACKAGES',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/(${Object.keys(PACKAGES).join('|')})/` },
      to: { path: '^packages/' },
    },
    {
      name: 'no-deep-import',
      comment: 'Import another package by its name, never from its insides',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: `^packages/($1/|[^/]+/src/(${ENTRIES.join('|')}/)?index\\.ts$)`,
      },
    },
    {
      name: 'no-way-round-the-name',
      comment: 'A relative path into another package is a deep import, whatever it points at',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/',
        pathNot: '^packages/$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: { pathNot: API_TYPES },
      to: { circular: true },
    },
    {
      name: 'no-cycle-of-modules',
      severity: 'error',
      from: { path: API_TYPES },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      from: { orphan: true, path: '^packages/[^/]+/src/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'not-declared',
      comment: 'What is imported is in the manifest, and can be found',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency',
      comment: 'What ships depends on nothing that users do not get',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    // Tests use the tools of the root manifest; to a source file those are dev dependencies.
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['httpsession-source', 'import', 'node', 'default'],
    },
  },
};
