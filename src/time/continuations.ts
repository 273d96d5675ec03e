/**
 * Lets every promise reaction run. Ticks come when the queue of reactions is empty and cost a tenth of a turn of the
 * event loop, which is taken now and then: `breathe` says when. A browser has turns only, of messages, as its timers
 * pause.
 */
export const continuations: (breathe: boolean) => Promise<void> = typeof process === 'undefined' ? byMessage() : byTick;

function byTick(breathe: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (breathe) setImmediate(resolve);
    else process.nextTick(resolve);
  });
}

function byMessage(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => {
    waiting.shift()?.();
  });
  port1.start();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
}
