export { type Plans, type PlansDeps, type SealedVersion, createPlans } from './create-plans.ts';
export type { PlanPart, PlanPlace, PlanRecord, PlanVersion, VersionDraft } from './plan-version.ts';
