/**
 * The element at `index`, for tables whose length is known to cover it.
 *
 * @throws {RangeError} when the index is not a whole number inside the array.
 */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) {
    throw new RangeError(`index ${index} is outside 0..${array.length - 1}`);
  }
  return value;
}
