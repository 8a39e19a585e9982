import type { Config } from '../platform/index.ts';
import { playFirstExchanges } from './first-exchanges.ts';
import { openWestmarch } from './open-westmarch.ts';
import { printResults } from './print-results.ts';
import type { SeedRooms } from './seed-rooms.ts';
import { isOwnProvider, startSignIn } from './sign-in/start-sign-in.ts';

/**
 * What a newcomer sees in the development mode: the region's systems start, the first exchanges run, and what was
 * forwarded and withheld is printed with the addresses to open.
 */
export async function runWestmarch(
  config: Config,
  rooms: SeedRooms,
  verifierKey: string,
): Promise<{ stop(): Promise<void> }> {
  const region = await openWestmarch(config, rooms, verifierKey);
  const signIns: { stop(): Promise<void> }[] = [];
  let results: string;
  try {
    for (const [kind, surface] of [
      ['FAMILIES', config.portal],
      ['STAFF', config.console],
    ] as const) {
      if (surface !== null && isOwnProvider(surface))
        signIns.push(await startSignIn(kind, surface, region.prepared.authority));
    }
    results = printResults(await playFirstExchanges(region, verifierKey));
  } catch (fault) {
    // Its systems are processes: left running they would keep this one alive, without a gateway.
    for (const signIn of signIns) await signIn.stop();
    await region.stop();
    throw fault;
  }
  const { systems, authorityFile } = region.prepared;
  // Written at once: what the gateway logs meanwhile stands before it or after it.
  console.log(
    [
      results,
      '',
      ...(config.portal === null ? [] : describePortal(config.portal.publicUrl)),
      ...(config.console === null ? [] : describeConsole(config.console.publicUrl)),
      `The API for systems    ${config.publicUrl}/docs`,
      `Its contract           ${config.publicUrl}/openapi.json`,
      `The ledger's head      ${config.publicUrl}/ledger/checkpoint`,
      `The ledger's key       ${verifierKey}`,
      '',
      'Your own first exchange: README, “A first exchange of your own”. The files that you need:',
      `  authority     ${authorityFile}`,
      ...Object.values(systems).map(
        ({ clientId, certificateFile }) => `  ${clientId.padEnd(21)} ${certificateFile}`,
      ),
      '',
    ].join('\n'),
  );
  return {
    stop: async () => {
      for (const signIn of signIns) await signIn.stop();
      await region.stop();
    },
  };
}

/** Where to look, and as whom: a mother, a father who must not learn an address, young people who decide for themselves. */
function describePortal(address: string): readonly string[] {
  return [
    `The families’ portal   ${address}`,
    '  sign in as Wendy Cormack (mother of Jackie), Anna or Piotr Kowalski (parents of Ben who disagree), Hina Patel (whose',
    '  daughter Maya now decides about her plan), Maya Patel or Josh Bell (who decide for themselves), Tariq Rahman (father of Nia)',
    '',
  ];
}

/** Where officers look, and as whom. */
function describeConsole(address: string): readonly string[] {
  return [
    `The officers’ console  ${address}`,
    '  sign in as wmc.records (IG officer of the council), wmc.guardian (its Caldicott guardian), fps.records (IG officer of the school); at a',
    '  desk as sue.williams (social worker), mr.marnock (special needs coordinator), fps.dsl (safeguarding lead)',
    '',
  ];
}
