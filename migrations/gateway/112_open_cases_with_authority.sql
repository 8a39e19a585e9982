-- What is written beside a change of authority, as before, with the cases that it opens: a claim that nobody has checked is a task.
-- p_note: {"request", "recorderHash", "events"} as in 023, and "cases" as cases.open_cases takes them.
create or replace function families.note_authority(p_note jsonb, p_at timestamptz) returns void
  language plpgsql
as $$
begin
  if jsonb_typeof(p_note -> 'request') = 'object' then
    insert into families.authority_requests (request_id, request_hash, answer_id, recorded_at)
    values ((p_note -> 'request' ->> 'requestId')::uuid, decode(p_note -> 'request' ->> 'requestHash', 'hex'),
            (p_note -> 'request' ->> 'answerId')::uuid, p_at);
  end if;
  if p_note ->> 'recorderHash' is not null then
    insert into families.authority_recorders (recorder_hash, recorded_at)
    values (decode(p_note ->> 'recorderHash', 'hex'), p_at) on conflict (recorder_hash) do nothing;
  end if;
  insert into families.authority_schedule (schedule_id, person_id, day_hash, key_hash, sealed, recorded_at)
  select (e ->> 'scheduleId')::uuid, (e ->> 'personId')::uuid, decode(e ->> 'dayHash', 'hex'),
         decode(e ->> 'keyHash', 'hex'), decode(e ->> 'sealed', 'hex'), p_at
    from jsonb_array_elements(p_note -> 'events') as e
  on conflict (key_hash) do nothing;
  perform cases.open_cases(p_note -> 'cases');
end
$$;
revoke all on function families.note_authority(jsonb, timestamptz) from public;
grant execute on function families.note_authority(jsonb, timestamptz) to assent_gateway;
