import { useLayoutEffect, useRef, useState } from "react";
import type { RefObject } from "react";

/** Width and height of an element in CSS pixels, kept up to date; 0 x 0 until it is on the page. */
export function useSize<E extends Element>(): [
  ref: RefObject<E | null>,
  size: { width: number; height: number },
] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const { width, height } = element.getBoundingClientRect();
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
