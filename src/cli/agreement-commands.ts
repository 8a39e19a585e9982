import type { Command } from 'commander';
import {
  type Agreements,
  type AgreementVersion,
  type SigningKey,
  createAgreementSignature,
} from '../agreements/index.ts';
import { systemClock } from '../platform/index.ts';
import { disclosureModes, departments, messageTypeCodes, purposeCodes } from '../vocabulary/index.ts';
import { addGroup, readCode, readInstant, readJsonFile, readTextFile, refuseInput } from './command-input.ts';
import {
  type OpenAgreements,
  expectAccepted,
  getNamedOrganisation,
  readAgreementId,
  withAgreements,
} from './registration-input.ts';

type Options = Readonly<Record<string, string | undefined>>;

/** Registers `assent agreement …`: propose, show, sign, revoke, list and check sharing agreements. */
export function registerAgreementCommands(program: Command, open: OpenAgreements): void {
  const group = addGroup(program, 'agreement', 'propose, sign, revoke and list sharing agreements');

  group
    .command('propose')
    .description('propose an agreement, or the next version of one, from a JSON file (docs/agreements.md)')
    .argument('<file>')
    .requiredOption('--organisation <identifier>', 'the side that proposes')
    .option('--agreement <id>', 'make the next version of this agreement')
    .action((file: string, options: Options) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, options['organisation'] ?? '');
        const id = options['agreement'] === undefined ? undefined : readAgreementId(options['agreement']);
        const draft = await readJsonFile('file', file);
        printSummary(expectAccepted(await agreements.proposeAgreement(organisationId, draft, id)));
      }),
    );

  group
    .command('show')
    .description('show an agreement: its terms, their hash, and who has signed')
    .argument('<agreement>')
    .option('--number <version>', 'a version (the newest)')
    .option('--terms', 'print nothing but the text of which the hash is signed')
    .action((id: string, options: { number?: string; terms?: boolean }) =>
      withAgreements(open, async (agreements) => {
        const version = await getVersion(agreements, id, options.number);
        if (options.terms === true) {
          process.stdout.write(version.termsText);
          return;
        }
        console.log(JSON.stringify(version.terms, null, 2));
        printSummary(version);
      }),
    );

  group
    .command('sign')
    .description(
      "sign the newest version for one's own organisation: with its private key, or with a signature made elsewhere",
    )
    .argument('<agreement>')
    .requiredOption('--organisation <identifier>', 'the side that signs')
    .option('--key <file>', 'the private key, a JWK; it is used here and goes nowhere')
    .option('--jws <file>', 'a compact JWS, made where the key lies')
    .action((id: string, options: Options) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, options['organisation'] ?? '');
        const { agreementId, version, termsHash } = await getVersion(agreements, id);
        const { key, jws } = options;
        if ((key === undefined) === (jws === undefined)) {
          throw refuseInput('key', 'signature-source', 'Name either --key or --jws.');
        }
        const signature =
          jws === undefined
            ? await signWith(key ?? '', { agreementId, version, organisationId, termsHash })
            : (await readTextFile('jws', jws)).trim();
        expectAccepted(await agreements.signAgreement(agreementId, organisationId, signature));
        printSummary(await getVersion(agreements, id));
      }),
    );

  group
    .command('revoke')
    .description('end an agreement at once and for good; any side may')
    .argument('<agreement>')
    .requiredOption('--organisation <identifier>', 'the side that ends it')
    .requiredOption('--reason <text>', 'goes into the ledger: never about a person')
    .action((id: string, options: Options) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, options['organisation'] ?? '');
        expectAccepted(
          await agreements.revokeAgreement(readAgreementId(id), organisationId, options['reason'] ?? ''),
        );
        console.log('revoked=yes');
      }),
    );

  group
    .command('list')
    .description('list the newest version of each agreement')
    .option('--organisation <identifier>', 'only those of this side')
    .action((options: Options) =>
      withAgreements(open, async (agreements) => {
        const named = options['organisation'];
        const side =
          named === undefined ? undefined : (await getNamedOrganisation(agreements, named)).organisationId;
        for (const version of await agreements.listAgreements(side)) console.log(describe(version));
      }),
    );

  group
    .command('check')
    .description('tell whether an agreement covers something today, and if not, what each one lacks')
    .requiredOption('--source <identifier>')
    .requiredOption('--recipient <identifier>')
    .requiredOption('--purpose <code>')
    .requiredOption('--type <code>', 'the message type')
    .option('--mode <mode>', disclosureModes.join(', '), 'CONTENT')
    .option('--at <instant>', 'decide for another day (now)')
    .option('--source-department <code>')
    .option('--recipient-department <code>')
    .action((options: Options) => withAgreements(open, (agreements) => checkAgreement(agreements, options)));
}

async function checkAgreement(agreements: Agreements, options: Options): Promise<void> {
  const code = <Code extends string>(option: string, known: readonly Code[]): Code =>
    readCode(option, options[option] ?? '', known);
  const source = await getNamedOrganisation(agreements, options['source'] ?? '');
  const recipient = await getNamedOrganisation(agreements, options['recipient'] ?? '');
  const question = {
    sourceId: source.organisationId,
    recipientId: recipient.organisationId,
    purpose: code('purpose', purposeCodes),
    messageType: code('type', messageTypeCodes),
    mode: code('mode', disclosureModes),
    ...(options['sourceDepartment'] === undefined
      ? {}
      : { sourceDepartment: code('sourceDepartment', departments) }),
    ...(options['recipientDepartment'] === undefined
      ? {}
      : { recipientDepartment: code('recipientDepartment', departments) }),
    at: readInstant('at', options['at']) ?? systemClock.now(),
  };
  const found = await agreements.findAgreementInForce(question);
  if (found !== undefined) {
    console.log(`covered=yes agreement=${found.agreementId} version=${found.version}`);
    return;
  }
  for (const side of [source, recipient]) {
    if (!side.active) console.log(`${side.name}: not active`);
  }
  for (const { terms, missing } of await agreements.explainAgreements(question)) {
    console.log(
      `${terms.agreementId} version ${terms.version}: ${missing.join(', ') || 'not the version that governs'}`,
    );
  }
  console.log('covered=no');
  process.exitCode = 1;
}

async function getVersion(agreements: Agreements, id: string, version?: string): Promise<AgreementVersion> {
  if (version !== undefined && !/^[1-9][0-9]{0,8}$/.test(version)) {
    throw refuseInput('number', 'version', 'A version is a number from 1.');
  }
  const found = await agreements.findAgreement(
    readAgreementId(id),
    version === undefined ? undefined : Number(version),
  );
  if (found === undefined)
    throw refuseInput('agreement', 'agreement-unknown', 'There is no such agreement or version.');
  return found;
}

async function signWith(
  path: string,
  statement: Parameters<typeof createAgreementSignature>[0],
): Promise<string> {
  const key = await readJsonFile('key', path);
  if (typeof key !== 'object' || key === null || Array.isArray(key)) {
    throw refuseInput('key', 'jwk', 'A key must be a JSON object (JWK).');
  }
  return expectAccepted(await createAgreementSignature(statement, key as SigningKey));
}

function printSummary(version: AgreementVersion): void {
  for (const { identifier, name, signed } of version.sides) {
    const state =
      signed === null
        ? 'has not signed'
        : `signed ${signed.at.toISOString()} with ${signed.kid}${signed.holds ? '' : ': DOES NOT HOLD'}`;
    console.log(`${identifier} ${name}: ${state}`);
  }
  console.log(
    `agreement=${version.agreementId} version=${version.version} termsHash=${version.termsHash} ${stateOf(version)}`,
  );
}

function describe(version: AgreementVersion): string {
  const { agreementId, terms, sides } = version;
  const names = sides.map(({ identifier }) => identifier).join(' ');
  return `${agreementId}  v${version.version}  ${names}  ${terms.purposes.join(',')}  ${terms.validFrom}..${terms.validTo}  review ${terms.reviewOn}  ${stateOf(version)}`;
}

function stateOf({ sides, revocation }: AgreementVersion): string {
  if (revocation !== null) return `revoked=${revocation.revokedAt.toISOString()}`;
  const count = sides.filter(({ signed }) => signed?.holds === true).length;
  return `signed=${count}/${sides.length}`;
}
