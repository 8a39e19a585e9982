-- Some providers have people choose, as they sign in, the role in which they act (NHS CIS2, `selectedrole`). Each such role is an account of
-- its own, which can do less than the register gives and never more; null: whatever the register gives. One that was never chosen stays as
-- it was.
alter table console.accounts add column acting_role text check (length(acting_role) between 1 and 40);
alter table console.accounts drop constraint accounts_organisation_id_staff_id_key;
alter table console.accounts
  add constraint accounts_of_one unique nulls not distinct (organisation_id, staff_id, acting_role);
