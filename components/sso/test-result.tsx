import type { TestedAssertion, TestResult } from '@/lib/sso/model';
import { Banner } from '../ui/banner';
import { DescriptionList } from '../ui/description-list';
import { Time } from '../ui/time';

/** How the latest test sign-in ended, and what the identity provider said in it. */
export function TestResultView({ result }: { result: TestResult }) {
  return (
    <div className="space-y-4">
      {result.outcome === 'passed' ? (
        <Banner tone="success" title="The test passed">
          Every check of the response was good, and this is who came back,{' '}
          <Time value={result.at} />.
        </Banner>
      ) : (
        <Banner tone="danger" title="The test failed">
          <p>
            {result.check} Tested <Time value={result.at} />.
          </p>
        </Banner>
      )}
      {result.outcome === 'failed' && (result.expected !== null || result.received !== null) && (
        <Box>
          <DescriptionList
            items={[
              { term: 'Expected', value: <Value text={result.expected ?? 'Nothing'} /> },
              { term: 'Received', value: <Value text={result.received ?? 'Nothing'} /> },
            ]}
          />
        </Box>
      )}
      {result.assertion && (
        <Box>
          <AssertionFacts assertion={result.assertion} />
        </Box>
      )}
    </div>
  );
}

function AssertionFacts({ assertion }: { assertion: TestedAssertion }) {
  const { nameId, nameIdFormat, authnInstant, attributes, email, name } = assertion;
  return (
    <DescriptionList
      items={[
        { term: 'Email address', value: email ?? <Missing>No address was found</Missing> },
        { term: 'Name', value: name ?? <Missing>None</Missing> },
        {
          term: 'NameID',
          value: (
            <>
              <Value text={nameId} />
              {nameIdFormat !== null && <p className="break-all text-muted">{nameIdFormat}</p>}
            </>
          ),
        },
        { term: 'Signed in there', value: <Time value={authnInstant} format="absolute" /> },
        ...attributes.map((attribute) => ({
          term: attribute.name,
          value: <Value text={attribute.values.join(', ')} />,
        })),
      ]}
    />
  );
}

const Box = ({ children }: { children: React.ReactNode }) => (
  <div className="overflow-hidden rounded-lg border border-line">{children}</div>
);
const Value = ({ text }: { text: string }) => (
  <span className="font-mono text-[0.8125rem] break-all">{text}</span>
);
const Missing = ({ children }: { children: string }) => (
  <span className="text-muted">{children}</span>
);
