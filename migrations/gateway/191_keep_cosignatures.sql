-- Checkpoints that enough witnesses have cosigned, one for each size, with their cosignatures (c2sp.org/tlog-cosignature). What
-- falls short of the quorum is not kept: the next round asks for a newer checkpoint. The note is verified whenever it is read.
create table ledger.witnessed_checkpoints (
  size bigint primary key references ledger.checkpoints,
  note text not null,
  witnessed_at timestamptz not null
);
create trigger refuse_change before update or delete on ledger.witnessed_checkpoints
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.witnessed_checkpoints
  for each statement execute function database.refuse_change();
grant select, insert on ledger.witnessed_checkpoints to assent_gateway;
