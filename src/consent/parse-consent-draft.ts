import { ok, type Result } from '../platform/index.ts';
import { permits } from './check-recorder.ts';
import { refuseConsent, type ConsentRefusal } from './consent-refusal.ts';
import { consentDraftSchema, type ConsentDraft } from './consent-schemas.ts';

/**
 * Parses what is handed in to record a choice. Every code must be one that we know; a permit must name its purposes and
 * recipients, since a consent for one purpose never satisfies another (docs/domain/03 §3.2); only a denial may say "all".
 */
export function parseConsentDraft(input: unknown): Result<ConsentDraft, ConsentRefusal> {
  const parsed = consentDraftSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = (issue?.path ?? []).map((step) => `/${String(step)}`).join('');
    return refuseConsent(field, 'CONSENT_SHAPE', 'This is missing, unknown or not of the kind expected.');
  }
  return checkChoice(parsed.data);
}

function checkChoice(draft: ConsentDraft): Result<ConsentDraft, ConsentRefusal> {
  const { permit, deny } = draft.categories;
  if (isUnclear(draft)) return checkUnclear(draft);
  const answered = checkAnswer(draft);
  if (!answered.ok) return answered;
  if (permit.length > 0 && (deny === 'ALL' || permit.some((category) => deny.includes(category)))) {
    return refuseConsent(
      '/categories',
      'CONSENT_CONTRADICTS_ITSELF',
      'The same kind of information is permitted and denied. Leave it in one of the two lists.',
    );
  }
  if (!namesSomebody(draft)) {
    return refuseConsent(
      '/recipients',
      'RECIPIENT_NAMES_SOMEBODY',
      'Name at least one recipient: an organisation, a department, a role or a kind of organisation.',
    );
  }
  if (draft.validTo !== null && Date.parse(draft.validTo) <= Date.parse(draft.validFrom ?? '')) {
    return refuseConsent(
      '/validTo',
      'CONSENT_PERIOD_ORDER',
      'The period must end after it begins. Give a later last day, or leave it out.',
    );
  }
  if (isBackwards(draft.dataPeriod)) {
    return refuseConsent(
      '/dataPeriod',
      'CONSENT_PERIOD_ORDER',
      'The period must end after it begins. Give a later last day, or leave it out.',
    );
  }
  if (draft.kind === 'OBJECTION') return checkObjection(draft);
  return permits(draft) ? checkPermit(draft) : ok(draft);
}

function isUnclear({ imported }: ConsentDraft): boolean {
  return imported !== undefined && imported.unclear !== null;
}

/** What could not be read exactly says nothing: it stays a draft, and neither permits nor refuses, whatever becomes of it. */
function checkUnclear(draft: ConsentDraft): Result<ConsentDraft, ConsentRefusal> {
  const { permit, deny } = draft.categories;
  const silent =
    permit.length + deny.length === 0 &&
    draft.purposes === 'ALL' &&
    draft.recipients === 'ALL' &&
    draft.answer === null;
  return draft.status === 'draft' && draft.type === 'SHARE' && silent
    ? ok(draft)
    : refuseConsent(
        '/status',
        'UNCLEAR_SAYS_NOTHING',
        'What could not be read for sure is kept as a draft that permits and refuses nothing. Record what was meant as a choice of its own.',
      );
}

/**
 * Each meaning of consent is answered in its own way (docs/domain/01 §1.2): sharing by categories, processing by an answer
 * and the categories it agrees to, and a service, a treatment or an assessment by an answer alone, so that no permit to
 * share can be read into it.
 */
function checkAnswer({ type, answer, categories }: ConsentDraft): Result<null, ConsentRefusal> {
  const { permit, deny } = categories;
  if (type === 'SHARE') {
    if (permit.length === 0 && deny.length === 0) {
      return refuseConsent(
        '/categories',
        'CONSENT_EMPTY',
        'Name at least one kind of information that is permitted or denied.',
      );
    }
    return answer === null
      ? ok(null)
      : refuseConsent(
          '/answer',
          'ANSWER_FITS_TYPE',
          'A choice to share is answered by its categories. Leave `answer` out.',
        );
  }
  if (answer === null) {
    return refuseConsent(
      '/answer',
      'ANSWER_FITS_TYPE',
      'Say whether it is agreed to or refused: AGREES or REFUSES.',
    );
  }
  const needed = type === 'GDPR_LAWFUL_BASIS' && answer === 'AGREES';
  const allowed = type === 'GDPR_LAWFUL_BASIS' ? deny !== 'ALL' || answer === 'REFUSES' : false;
  const named = permit.length + deny.length > 0;
  const wrong = needed ? permit.length === 0 : named && (!allowed || permit.length > 0);
  return wrong
    ? refuseConsent(
        '/categories',
        'ANSWER_FITS_TYPE',
        needed
          ? 'Agreement to processing names the kinds of information. List them under `permit`.'
          : 'This type is agreed to or refused as a whole. Leave the categories out; only SHARE permits sharing.',
      )
    : ok(null);
}

function checkObjection(draft: ConsentDraft): Result<ConsentDraft, ConsentRefusal> {
  if (draft.categories.permit.length > 0) {
    return refuseConsent(
      '/categories/permit',
      'OBJECTION_CANNOT_PERMIT',
      'An objection can only deny. Record what is permitted as a consent of its own.',
    );
  }
  return draft.type === 'SHARE'
    ? ok(draft)
    : refuseConsent(
        '/type',
        'OBJECTION_IS_ABOUT_SHARING',
        'An objection is always about sharing. Give it the type SHARE.',
      );
}

function checkPermit(draft: ConsentDraft): Result<ConsentDraft, ConsentRefusal> {
  if (draft.purposes === 'ALL') {
    return refuseConsent(
      '/purposes',
      'PERMIT_NAMES_PURPOSES',
      'A permit must name each purpose. Only a refusal may say ALL.',
    );
  }
  if (draft.recipients === 'ALL') {
    return refuseConsent(
      '/recipients',
      'PERMIT_NAMES_RECIPIENTS',
      'A permit must name its recipients. Only a refusal may say ALL.',
    );
  }
  if (!draft.consequencesExplained) {
    return refuseConsent(
      '/consequencesExplained',
      'PERMIT_NEEDS_CONSEQUENCES',
      'Tell the person what follows from saying no before you record that they permit it.',
    );
  }
  return draft.informationGiven === null && 'person' in draft.decidedBy
    ? refuseConsent(
        '/informationGiven',
        'PERMIT_NEEDS_NOTICE',
        'Say what the person was told before they chose: the version of the notice, from POST /v1/consent-notices.',
      )
    : ok(draft);
}

function namesSomebody({ recipients }: ConsentDraft): boolean {
  return (
    recipients === 'ALL' ||
    recipients.organisations.length +
      recipients.departments.length +
      recipients.roles.length +
      recipients.organisationTypes.length >
      0
  );
}

function isBackwards({ from, to }: ConsentDraft['dataPeriod']): boolean {
  return from !== null && to !== null && to < from;
}
