import { Section } from '../ui/card';

/** What the mail says, as its plain-text half does. */
export function MailPreview({
  mail: { subject, text },
}: {
  mail: { subject: string; text: string };
}) {
  return (
    <Section title="The mail" description={subject}>
      <div className="measure text-sm leading-6 wrap-anywhere whitespace-pre-wrap text-muted">
        {text}
      </div>
    </Section>
  );
}
