export { createPolicyShelf } from './explain/policy-shelf.ts';
export { type ConsoleOptions, createConsole } from './create-console.ts';
