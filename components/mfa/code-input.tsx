import { Input } from '../ui/input';

/**
 * For the six digits of an authenticator app: the number pad on a phone, and what managers fill in by themselves. The
 * large one is alone on its page, which begins in it.
 */
export function CodeInput({ large = false }: { large?: boolean }) {
  return (
    <Input
      large={large}
      autoFocus={large}
      mono
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      maxLength={10}
      className="tracking-[0.25em]"
    />
  );
}
