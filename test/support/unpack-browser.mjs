import chromium from '@sparticuz/chromium';

/** Unpacks the browser that the tests bring, with its libraries and fonts, into the directory for temporary files. */
console.log(await chromium.executablePath());
