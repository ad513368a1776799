// For tests of several processes: a store that no process can open. The error says which one tried.

export function openStore() {
  return Promise.reject(new Error(`there is no store for process ${process.pid}.`));
}
