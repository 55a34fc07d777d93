/** What a command gives back: done, or refused for a reason that has words on screen. Faults and bugs are thrown instead. */
export type Result<Value, Refusal> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal };

export function ok(): Result<void, never>;
export function ok<Value>(value: Value): Result<Value, never>;
export function ok<Value>(value?: Value): Result<Value | undefined, never> {
  return { ok: true, value };
}

export function err<Refusal>(error: Refusal): Result<never, Refusal> {
  return { ok: false, error };
}

/** One sentence for each way a command can be refused. A code without words does not compile. */
export type Words<Refusal extends { readonly code: string }> = {
  readonly [Code in Refusal['code']]: (refusal: Extract<Refusal, { readonly code: Code }>) => string;
};
