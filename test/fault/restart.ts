import { readCounts } from '../support/read-counts.ts';
import { withTemplates } from '../support/with-templates.ts';
import { isGraceful, restartReplicas } from './restart-replicas.ts';

/**
 * `npm run fault:restart`: two replicas behind a balancer are restarted in turn under load, and then asked for more than they can do.
 * `-- --restarts N --overload SECONDS` changes how much.
 */
const { restarts: rounds, overload } = readCounts({ restarts: 10, overload: 20 });
const terms = { restarts: rounds, overloadSeconds: overload };
await withTemplates(async () => {
  const figures = await restartReplicas(terms);
  const { restarts, answered, putOff, refused, lost, doubled, shed, shedP99, urgent, urgentFailed } = figures;
  process.stdout.write(
    `restarts=${restarts} answered=${answered} put_off=${putOff} refused=${refused} lost=${lost} doubled=${doubled} shed=${shed} shed_p99_ms=${shedP99} urgent=${urgent} urgent_failed=${urgentFailed}\n`,
  );
  if (!isGraceful(figures, terms)) process.exitCode = 1;
});
