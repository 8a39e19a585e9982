/** The `assent` command. A witness is run by others, beside no gateway, and loads nothing of it. */
if (process.argv[2] === 'witness') await import('./witness-main.ts');
else await import('./main.ts');
