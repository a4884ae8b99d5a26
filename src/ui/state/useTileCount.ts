import { useIsPhone } from "./useIsPhone.ts";

/** Pictures in a film strip: eleven, eight on a phone. */
export function useTileCount(): number {
  return useIsPhone() ? 8 : 11;
}
