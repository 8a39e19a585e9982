import { afterEach, describe, expect, it } from '@jest/globals';
import { readStaffClaims } from '../../src/console/staff-claims.ts';
import { type TestConsole, startTestConsole } from '../support/console.ts';
import { nameOrganisation } from '../support/desk.ts';

let system: TestConsole | undefined;
afterEach(async () => {
  await system?.stop();
  system = undefined;
});

/** What somebody’s first page says, or what they are told in its place. */
async function signIn(console: TestConsole, account: string): Promise<readonly [number, string]> {
  const { status, text } = await console.visitor().signIn(account, { level: 'AAL2' });
  return [status, text];
}
const refused = [403, expect.stringContaining('does not have you at work today')];

describe('NHS CIS2, in which somebody selects a role', () => {
  it('lets them act in that role alone, if it is mapped and the register gives it', async () => {
    system = await startTestConsole(undefined, {
      kind: 'STAFF_CIS2',
      settings: {
        ASSENT_STAFF_CLAIMS: 'CIS2',
        ASSENT_STAFF_ROLES: 'R8000=PAED,R8001=UEC_CLIN,R8008=CALDICOTT',
      },
    });
    expect(await signIn(system, 'wgh.paediatrician PAED')).toEqual([
      200,
      expect.stringContaining('wgh.paediatrician of Westmarch General Hospital'),
    ]);
    const clinician = await system.signIn('wgh.paediatrician UEC_CLIN');
    // Of one role there is nothing to choose, and another cannot be named.
    expect((await clinician.open('/emergency')).text).not.toContain('id="as"');
    const doctor = await system.signIn('wgh.paediatrician PAED');
    const from = await nameOrganisation(system, { system: 'ods', value: 'Z9Z9A' });
    await doctor.open('/emergency');
    const asOther = await doctor.send([
      ['as', 'UEC_CLIN'],
      ['system', 'nhs-number'],
      ['number', '9990001065'],
      ['family', 'Haddad'],
      ['born-day', '1'],
      ['born-month', '1'],
      ['born-year', '2016'],
      ['reason', 'Unconscious on arrival, nobody with her.'],
      ['from', from],
      ['minutes', '15'],
    ]);
    expect([asOther.status, asOther.text]).toEqual([
      403,
      expect.stringContaining('Somebody in this role here opens no records'),
    ]);
    // Mapped, and not in the register any more.
    await system.system.rooms.agreements.recordStaff(system.system.region.organisations.WGH, {
      staffId: 'wgh.paediatrician',
      roles: ['PAED'],
      trainingValidTo: '2099-12-31',
      activeFrom: '2020-01-01',
    });
    expect((await clinician.ask('/')).status).toBe(404);
    expect((await doctor.ask('/')).status).toBe(200);
    expect(await signIn(system, 'wgh.paediatrician UEC_CLIN')).toEqual(refused);
    // In the register, and mapped to nothing.
    expect(await signIn(system, 'wmc.records IG_OFFICER')).toEqual(refused);
  }, 120_000);

  const said = {
    nhsid_useruid: '555000000001',
    selected_roleid: '2',
    nhsid_nrbac_roles: [
      { person_roleid: '1', org_code: 'Z9Z9A', role_code: 'S8000:G8000:R8000' },
      { person_roleid: '2', org_code: 'z9z9c', role_code: 'S8000:G8000:R8001' },
    ],
  };
  const mapped = new Map([['R8001', 'GP']]);

  it('names the organisation of the role that was selected, and of no other', () => {
    expect(readStaffClaims('CIS2', { said }, mapped)).toEqual({
      staffId: '555000000001',
      organisations: ['ods:Z9Z9C'],
      actingRole: 'GP',
    });
  });

  it.each<[string, object, ReadonlyMap<string, string>]>([
    ['no role was selected', { selected_roleid: undefined }, mapped],
    ['it is none of theirs', { selected_roleid: '3' }, mapped],
    ['they have none', { nhsid_nrbac_roles: [] }, mapped],
    ['it is mapped to nothing', { selected_roleid: '1' }, mapped],
    ['it is mapped to no role of ours', {}, new Map([['R8001', 'WIZARD']])],
    ['nobody is named', { nhsid_useruid: '' }, mapped],
  ])('names nobody where %s', (_what, more, roles) => {
    expect(readStaffClaims('CIS2', { said: { ...said, ...more } }, roles)).toBeUndefined();
  });
});

describe('DfE Sign-in, in which somebody selects their school', () => {
  it('lets them in by the register of that school', async () => {
    system = await startTestConsole(undefined, {
      kind: 'STAFF_DFE',
      settings: { ASSENT_STAFF_CLAIMS: 'DFE' },
    });
    expect(await signIn(system, 'fps.dsl')).toEqual([
      200,
      expect.stringContaining('fps.dsl of Fernbeck Primary School'),
    ]);
    expect(await signIn(system, 'sue.williams')).toEqual(refused);
  }, 120_000);

  it.each<[string, object]>([
    ['no organisation was selected', { organisation: undefined }],
    ['nobody is named', { sub: undefined }],
  ])('names nobody where %s', (_what, more) => {
    const said = { sub: 'fps.dsl', organisation: { urn: 999001 }, ...more };
    expect(readStaffClaims('DFE', { said }, new Map())).toBeUndefined();
  });

  it('names a school by its URN, also as a number, and by its UKPRN', () => {
    const said = { sub: 'fps.dsl', organisation: { urn: 999001, ukprn: '10099999' } };
    expect(readStaffClaims('DFE', { said }, new Map())).toEqual({
      staffId: 'fps.dsl',
      organisations: ['urn:999001', 'ukprn:10099999'],
      actingRole: null,
    });
  });
});
