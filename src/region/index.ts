export { runWestmarch } from './run-westmarch.ts';
export { type PartnerSystem, createPartnerSystem } from './partner-system.ts';
export { type RegionWitnesses, startWitnesses } from './start-witnesses.ts';
