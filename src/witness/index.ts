export { type Witness, type WitnessOptions, openWitness } from './create-witness.ts';
export { type WitnessTls, serveWitness } from './serve-witness.ts';
