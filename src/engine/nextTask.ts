/**
 * Resolves in a task of its own, after the messages that wait already: awaiting tensors on the CPU backend never leaves the
 * present task, so `pause` would not be heard. A message channel, because timers are delayed and throttled.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
