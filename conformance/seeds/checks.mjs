import { formProblems, testProblems } from './catalogue.mjs';
import { placeProblems } from './places.mjs';
import { codeProblems } from './public-names.mjs';

export { readCatalogue } from './catalogue.mjs';
export { findTitles } from './find-titles.mjs';
export { countRows, toPage } from './page.mjs';
export { publicNames } from './public-names.mjs';

/** All that is wrong with a catalogue, one sentence each, in a repository with these tests and public names. */
export function problemsOf(catalogue, { root, tests, names }) {
  return [
    ...formProblems(catalogue),
    ...testProblems(catalogue, tests),
    ...placeProblems(catalogue, root),
    ...codeProblems(catalogue, names),
  ];
}
