import type { HoldAnswer } from '../../exchange/index.ts';
import type { SentForm } from '../../pages/index.ts';
import { type JsonObject, type Result, ok, refuse } from '../../platform/index.ts';
import { categoryCodes, roles } from '../../vocabulary/index.ts';
import type { FormProblem } from '../form-problem.ts';
import { readPerson } from './read-person.ts';

/** A judgement as the door takes it, from what a form sent; what each kind of judge must add, the door says. */
export function readJudgement(
  form: SentForm,
  { judge, segments }: Pick<HoldAnswer, 'judge' | 'segments'>,
): Result<JsonObject, readonly FormProblem[]> {
  const problems: FormProblem[] = [];
  const fail = (field: string, key: string): void => {
    problems.push({ href: `#${field}`, key: `desk.wrong.${key}` });
  };
  const reasons = form.first('reasons').trim();
  if (reasons === '' || reasons.length > 5_000) fail('reasons', 'reasons');
  const outcome = form.first('outcome');
  if (outcome !== 'release' && outcome !== 'refuse') fail('outcome', 'outcome');
  if (outcome === 'refuse')
    return problems.length > 0
      ? refuse(problems)
      : ok({
          refuse: true,
          reasons,
          ...(form.first('harmful') === 'yes' ? { moreDetrimental: true } : {}),
          ...(judge === 'HEALTH_PROFESSIONAL' ? tellOpinions(form, segments) : {}),
        });
  // Whoever says that sharing harms lets nothing go: what they mean is asked, not guessed.
  if (form.first('harmful') === 'yes') fail('harmful', 'harmful');
  const release = form.all('part');
  if (outcome === 'release' && release.length === 0) fail('part', 'parts');
  const attestation = form.first('attest') === 'yes' ? readAttestation(form, fail) : {};
  const person = judge === 'IG' ? readPerson(form) : null;
  if (person?.ok === false) problems.push(...person.refusal);
  if (judge === 'SHIELD_REVIEW' && form.first('reviewed') !== 'yes') fail('reviewed', 'reviewed');
  const labels = judge === 'AUTHOR' ? readLabels(form, release, fail) : [];
  if (judge === 'HEALTH_PROFESSIONAL' && segments.some(({ segmentId }) => readHarm(form, segmentId) === null))
    fail('harm', 'harm');
  if (problems.length > 0) return refuse(problems);
  return ok({
    release,
    reasons,
    ...attestation,
    ...(person?.ok === true ? { confirmedIdentity: person.value } : {}),
    ...(judge === 'SHIELD_REVIEW' ? { reviewDone: true } : {}),
    ...(judge === 'AUTHOR' ? { labels } : {}),
    ...(judge === 'HEALTH_PROFESSIONAL' ? tellOpinions(form, segments) : {}),
  });
}

/** That not sharing would do more harm (Children Act 2004 s.16LA), with what that rests on. */
function readAttestation(form: SentForm, fail: (field: string, key: string) => void): JsonObject {
  const [relevance, facilitated] = ['relevance', 'facilitated'].map((name) => form.first(name).trim());
  if (relevance === '') fail('relevance', 'attestation');
  if (facilitated === '') fail('facilitated', 'attestation');
  for (const name of ['detriment', 'marked']) if (form.first(name) !== 'yes') fail(name, 'attestation');
  const only = roles.find((each) => each === form.first('only'));
  return {
    attestation: {
      relevanceReason: relevance ?? '',
      functionFacilitated: facilitated ?? '',
      detrimentConsidered: true,
      factOpinionMarked: true,
      ...(only === undefined ? {} : { recipientRole: only }),
    },
  };
}

/** What kind of information each part is that its author lets go. */
function readLabels(
  form: SentForm,
  release: readonly string[],
  fail: (field: string, key: string) => void,
): readonly JsonObject[] {
  return release.map((segmentId) => {
    const codes = categoryCodes.filter((code) => form.all(`label-${segmentId}`).includes(code));
    if (codes.length === 0) fail(`label-${segmentId}`, 'label');
    return { segmentId, categoryCodes: codes };
  });
}

function readHarm(form: SentForm, segmentId: string): boolean | null {
  const said = form.first(`harm-${segmentId}`);
  return said === 'yes' ? true : said === 'no' ? false : null;
}

/** Whether seeing a part would be likely to cause serious harm (DPA 2018 Sch 3), for each of which that was said. */
function tellOpinions(form: SentForm, segments: HoldAnswer['segments']): JsonObject {
  const professionalOpinion = segments.flatMap(({ segmentId }) => {
    const harm = readHarm(form, segmentId);
    return harm === null ? [] : [{ segmentId, harm }];
  });
  return professionalOpinion.length === 0 ? {} : { professionalOpinion };
}
