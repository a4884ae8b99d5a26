import { useEffect, useRef, useState } from "react";

/** The value as it was at most `milliseconds` ago, for what is too dear to be worked out at every change. */
export function useThrottled<V>(value: V, milliseconds: number): V {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = value;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setShown(latest.current);
    }, milliseconds);
  }, [value, milliseconds]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}
