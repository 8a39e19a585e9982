-- Somebody who signs in is shown the people whom they may decide for: found by whoever claims to hold responsibility.
create index parental_responsibility_holder on families.parental_responsibility (holder);
