import { type TextToJudge, judgeText } from './judge-text.ts';

/** The process in which a text is judged: it is sent one, and sends back what is to be said of it. */
process.once('message', (text) => {
  process.send?.(judgeText(text as TextToJudge), () => {
    process.disconnect();
  });
});
