import { type Result, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { PulledRecord, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { timeStage } from '../time-stage.ts';
import type { FhirAsk } from './fhir-ask.ts';
import { parseFhirRequest, placeInHeader } from './parse-fhir-request.ts';
import { pullRecord } from './run-pull.ts';

/**
 * A FHIR read or search: a pull like any other, whose answer is the bare resource or a searchset. A search that finds nothing and one
 * that may give nothing have the same answer, so that searching never says whether somebody exists.
 */
export async function runFhirPull(
  house: House,
  call: SystemCall,
  ask: FhirAsk,
): Promise<Result<PulledRecord, Problem>> {
  const parsed = await timeStage(house, 'receive', () =>
    parseFhirRequest(call.grounds, ask, house.publicUrl),
  );
  if (!parsed.ok) return parsed;
  const answer = await pullRecord(house, call, parsed.value.request, parsed.value.form);
  if (answer.ok || answer.refusal.errors === undefined) return answer;
  return refuse({ ...answer.refusal, errors: answer.refusal.errors.map((each) => placeInHeader(each)) });
}
