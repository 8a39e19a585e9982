import { writeFileSync } from 'node:fs';
import { compileStyles } from './compile-styles.ts';

/** `npm run styles`: writes the style sheet of the pages anew. A test holds it against its source. */
writeFileSync(new URL('../../src/pages/assets/pages.css', import.meta.url), compileStyles());
