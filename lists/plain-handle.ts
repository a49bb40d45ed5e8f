/**
 * The form in which a server understands it: `user@domain` or a name alone. The address of a profile falls apart at its
 * `@` into a name and a server that nobody can find (`app/services/resolve_account_service.rb`, 4.0-4.8).
 */
export function isPlainHandle(typed: string | null): boolean {
  return /^@?[^\s@/:]+(?:@[^\s@/]+\/?)?$/.test(typed?.trim() ?? '');
}
