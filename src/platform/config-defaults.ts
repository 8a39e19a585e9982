import { join, resolve } from 'node:path';
import type { SettingTexts } from './configuration-settings.ts';
import { developmentSecretFiles, prepareDevelopmentSecrets } from './key-files.ts';

/** A number of Ofcom's range for drama: it leads nowhere. */
export const developmentDutyPhone = '020 7946 0000';

/** The organisations of the invented region whose staff its own provider names (docs/domain/07 §7.0). */
const developmentOrganisations = 'ods:Z9Z9A,ods:Z9Z9B,ods:Z9Z9C,urn:999001';

/** What stands where nothing is set, in every mode. Nothing here protects anybody: protections have no default. */
const commonDefaults: SettingTexts = {
  ASSENT_HOST: '127.0.0.1',
  ASSENT_PORT: '8443',
  ASSENT_PORTAL_PORT: '8444',
  ASSENT_CONSOLE_PORT: '8446',
  // What NHS login calls high confidence, by its three ways of proving that it is you (docs/domain/05).
  ASSENT_SIGN_IN_LEVELS: 'P9.Cp.Cd,P9.Cp.Ck,P9.Cm',
  // Two factors, as NHS CIS2 says it (docs/domain/05).
  ASSENT_STAFF_LEVELS: 'AAL2,AAL3',
  ASSENT_STAFF_CLAIMS: 'PLAIN',
  ASSENT_DATA_DIR: '.data',
  ASSENT_CERTS_DIR: 'certs',
  ASSENT_POLICY_DIR: 'policies',
  ASSENT_POLICY: 'BASE-1',
  ASSENT_WITNESS_GRACE_MINUTES: '240',
  ASSENT_WITNESS_BACKLOG: '100000',
  ASSENT_EMERGENCY_MINUTES: '60',
  ASSENT_RECORD_PARTS: '2000',
  ASSENT_URGENT_DEADLINE_SECONDS: '4',
  ASSENT_DEADLINE_SECONDS: '12',
  ASSENT_REQUESTS_PER_MINUTE: '3000',
  ASSENT_REQUESTS_AT_ONCE: '64',
  ASSENT_DRAIN_SECONDS: '0',
  ASSENT_DATABASE_WAIT_SECONDS: '5',
  ASSENT_RETENTION_YEARS: 'birth=25,lookedAfter=75,death=15,adoption=100,lastContact=25',
  ASSENT_LOG_LEVEL: 'info',
};

/** Adds the defaults of the mode; in development also the secrets, which are made when they are first needed. */
export function addDefaults(mode: string | undefined, given: SettingTexts): SettingTexts {
  const settings = { ...commonDefaults, ...given };
  if (mode !== 'development') return settings;
  const missing = (Object.keys(developmentSecretFiles) as (keyof typeof developmentSecretFiles)[]).filter(
    (name) =>
      given[name] === undefined &&
      (name !== 'ASSENT_KEK_FILE' || (given.ASSENT_KEK ?? given.ASSENT_KMS_URL) === undefined),
  );
  const portal = `https://localhost:${settings.ASSENT_PORTAL_PORT ?? '8444'}`;
  const console = `https://localhost:${settings.ASSENT_CONSOLE_PORT ?? '8446'}`;
  const certificates = settings.ASSENT_CERTS_DIR ?? 'certs';
  return {
    ASSENT_MODE: 'development',
    ASSENT_PUBLIC_URL: `https://localhost:${settings.ASSENT_PORT ?? '8443'}`,
    ASSENT_PORTAL_URL: portal,
    ASSENT_SIGN_IN_ISSUER: 'https://localhost:8445',
    ASSENT_SIGN_IN_CLIENT_ID: 'assent-portal',
    ASSENT_CONSOLE_URL: console,
    ASSENT_STAFF_ISSUER: 'https://localhost:8447',
    ASSENT_STAFF_CLIENT_ID: 'assent-console',
    ASSENT_STAFF_ORGANISATIONS: developmentOrganisations,
    ASSENT_LEDGER_ORIGIN: 'assent.localhost/ledger',
    ASSENT_DUTY_PHONE: developmentDutyPhone,
    ASSENT_ERASURE_LIST_FILE: join(settings.ASSENT_DATA_DIR ?? '.data', 'erasure-list'),
    ASSENT_TLS_CERT_FILE: join(certificates, 'gateway.crt'),
    ASSENT_TLS_KEY_FILE: join(certificates, 'gateway.key'),
    ASSENT_CLIENT_CA_FILE: join(certificates, 'ca.crt'),
    ...prepareDevelopmentSecrets(resolve(settings.ASSENT_DATA_DIR ?? '.data'), missing),
    ...settings,
  };
}
