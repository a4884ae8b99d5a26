declare module "mnist" {
  interface Digit {
    readonly length: number;
    get(index: number): number[];
  }
  const digits: readonly Digit[];
  export default digits;
}
