/**
 * The doors of migrations/gateway/044 to 046, 170 and 273. Each statement is a whole change together with its ledger entries, which are always
 * the last parameter.
 */
export const changesSql = {
  registerOrganisation: 'select agreements.register_organisation($1::jsonb, $2::jsonb)',
  updateProfile: 'select agreements.update_profile($1, $2, $3::text[], $4, $5, $6::jsonb)',
  addIdentifier: 'select agreements.add_identifier($1, $2, $3, $4, null, $5::jsonb)',
  endIdentifier: 'select agreements.end_identifier($1, $2, $3, $4, $5::jsonb)',
  changeDuty: 'select agreements.change_duty($1, $2, $3, $4::jsonb)',
  closeOrganisation: 'select agreements.close_organisation($1, $2, $3, $4, $5::jsonb)',
  changeStanding: 'select agreements.change_standing($1, $2, $3, $4, $5, $6::jsonb)',
  recordStaff: 'select agreements.record_staff($1, $2, $3, $4::text[], $5, $6, $7, $8, $9::jsonb)',
  registerSystem: 'select agreements.register_system($1::jsonb, $2::jsonb)',
  changeEndpoint: 'select agreements.change_endpoint($1, $2::jsonb, $3, $4::jsonb)',
  changeRecordService: 'select agreements.change_record_service($1, $2::jsonb, $3, $4::jsonb)',
  changeWebhook: 'select agreements.change_webhook($1, $2::jsonb, $3, $4::jsonb)',
  changeScopes: 'select agreements.change_scopes($1, $2::text[], $3, $4::jsonb)',
  addKey: 'select agreements.add_key($1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9::jsonb)',
  retireKey: 'select agreements.retire_key($1, $2, $3::jsonb)',
  addCertificate: 'select agreements.add_certificate($1, $2, $3, $4, $5, $6::jsonb)',
  retireCertificate: 'select agreements.retire_certificate($1, $2, $3::jsonb)',
  proposeAgreement: 'select agreements.propose_agreement($1, $2, $3, $4::jsonb, $5, $6, $7::jsonb)',
  signAgreement: 'select agreements.sign_agreement($1, $2, $3, $4, $5, $6, $7::jsonb)',
  revokeAgreement: 'select agreements.revoke_agreement($1, $2, $3, $4, $5::jsonb)',
} as const;
