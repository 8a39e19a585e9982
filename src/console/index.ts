export { staffScopes } from './staff-claims.ts';
export { type ConsoleOptions, createConsole } from './create-console.ts';
