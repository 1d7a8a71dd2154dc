import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  Row,
  Section,
  Text,
} from 'react-email';
import type { MailContent } from './content';
import { MailMark } from './mail-mark';
import { darkStyles, light, mono, sans } from './theme';

const paragraph = { margin: '0 0 12px', fontSize: 14, lineHeight: '22px', color: light.text };
const small = { margin: '0 0 8px', fontSize: 12, lineHeight: '18px', color: light.muted };
const link = { color: light.accent, textDecoration: 'underline' };

/** Every mail's look: the console's, in what mail programs understand. React escapes all that is shown. */
export function MailPage({ content }: { content: MailContent }) {
  const { action, code, facts, secondary, manage } = content;
  return (
    <Html lang="en">
      <Head>
        <title>{content.subject}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyles}</style>
      </Head>
      <Preview>{content.preview}</Preview>
      <Body
        className="bg"
        style={{ margin: 0, padding: '32px 12px', backgroundColor: light.bg, fontFamily: sans }}
      >
        <Container style={{ maxWidth: 520, margin: '0 auto' }}>
          <Row style={{ margin: '0 0 16px' }}>
            <Column style={{ width: 31 }}>
              <MailMark />
            </Column>
            <Column>
              <Text
                className="text"
                style={{ margin: 0, fontSize: 16, fontWeight: 600, color: light.text }}
              >
                Gatehouse
              </Text>
            </Column>
          </Row>
          <Section
            className="surface"
            style={{
              padding: 28,
              backgroundColor: light.surface,
              border: `1px solid ${light.line}`,
              borderRadius: 12,
            }}
          >
            <Heading
              as="h1"
              className="text"
              style={{
                margin: '0 0 12px',
                fontSize: 20,
                lineHeight: '28px',
                fontWeight: 600,
                color: light.text,
              }}
            >
              {content.heading}
            </Heading>
            {content.paragraphs.map((text) => (
              <Text key={text} className="text" style={paragraph}>
                {text}
              </Text>
            ))}
            {action && <MailAction {...action} />}
            {code && <MailCode {...code} />}
            {facts?.map(({ term, value }) => (
              <Text key={term} className="text" style={{ ...paragraph, margin: '0 0 4px' }}>
                <span className="muted" style={{ color: light.muted }}>
                  {term}:
                </span>{' '}
                {value}
              </Text>
            ))}
            {secondary && (
              <Text className="text" style={{ ...paragraph, margin: '12px 0 0' }}>
                {secondary.text}{' '}
                <Link href={secondary.link} className="link" style={link}>
                  {secondary.label}
                </Link>
              </Text>
            )}
            {action && (
              <>
                <Hr className="rule" style={{ margin: '20px 0 12px', borderColor: light.line }} />
                <Text className="muted" style={{ ...small, margin: 0 }}>
                  If the button does not work, open this address:
                  <br />
                  <Link
                    href={action.link}
                    className="link"
                    style={{ ...link, wordBreak: 'break-all' }}
                  >
                    {action.link}
                  </Link>
                </Text>
              </>
            )}
          </Section>
          <Text className="muted" style={{ ...small, margin: '16px 4px 0' }}>
            {content.reason}
            {manage && (
              <>
                <br />
                <Link href={manage.link} className="link" style={link}>
                  {manage.label}
                </Link>
              </>
            )}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

function MailAction({ label, link: href }: { label: string; link: string }) {
  return (
    <Section style={{ margin: '20px 0' }}>
      <Button
        href={href}
        className="button"
        style={{
          padding: '10px 18px',
          borderRadius: 6,
          backgroundColor: light.accent,
          color: light.onAccent,
          fontSize: 14,
          lineHeight: '20px',
          fontWeight: 600,
        }}
      >
        {label}
      </Button>
    </Section>
  );
}

function MailCode({ label, value }: { label: string; value: string }) {
  return (
    <>
      <Text className="muted" style={small}>
        {label}
      </Text>
      <Text
        className="text code"
        style={{
          margin: 0,
          padding: '12px 16px',
          border: `1px solid ${light.line}`,
          borderRadius: 8,
          backgroundColor: light.sunken,
          color: light.text,
          fontFamily: mono,
          fontSize: 20,
          lineHeight: '28px',
          letterSpacing: '4px',
        }}
      >
        {value}
      </Text>
    </>
  );
}
