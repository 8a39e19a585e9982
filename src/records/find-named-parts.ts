import type { Envelope } from './envelope-schema.ts';

/** Every part that a statement of an envelope names, with the pointer to where it is named. */
export function findNamedParts(
  envelope: Pick<Envelope, 'leadDecision' | 'approvals' | 'professionalOpinions'>,
): readonly { readonly pointer: string; readonly segmentId: string }[] {
  const named = (pointer: string, segmentIds: readonly string[]): { pointer: string; segmentId: string }[] =>
    segmentIds.map((segmentId, place) => ({ pointer: `${pointer}/segmentIds/${place}`, segmentId }));
  return [
    ...named('/leadDecision', envelope.leadDecision?.segmentIds ?? []),
    ...(envelope.approvals ?? []).flatMap(({ segmentIds }, at) => named(`/approvals/${at}`, segmentIds)),
    ...(envelope.professionalOpinions ?? []).flatMap(({ segmentIds }, at) =>
      named(`/professionalOpinions/${at}`, segmentIds),
    ),
  ];
}
