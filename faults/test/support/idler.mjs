// Says that it is ready, and waits for the end of its input, as all programs of a rehearsal do.
process.stdin.on('end', () => process.exit()).resume();
console.log('ready');
