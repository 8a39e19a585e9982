import type { House } from './house.ts';
import type { Stage } from './stages.ts';

/** Walks one stage and measures how long it took, however it ends. */
export async function timeStage<Value>(
  house: Pick<House, 'metrics'>,
  stage: Stage,
  walk: () => Value | Promise<Value>,
): Promise<Value> {
  const end = house.metrics.stageSeconds.startTimer({ stage });
  try {
    return await walk();
  } finally {
    end();
  }
}
