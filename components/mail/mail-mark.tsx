import { light } from './theme';

/** The mark on its own grid of 7 by 7: 1 is stone. */
const ROWS = ['1101011', '1111111', '1111111', '1010101', '1010101', '1010101', '1000001'];
const CELL = 3;

/** As table cells, since mail programs show no SVG and hold back pictures. */
export function MailMark() {
  return (
    <table
      role="presentation"
      aria-hidden
      cellPadding={0}
      cellSpacing={0}
      style={{ borderCollapse: 'collapse' }}
    >
      <tbody>
        {ROWS.map((row, y) => (
          <tr key={y}>
            {Array.from(row, (cell, x) => (
              <td
                key={x}
                width={CELL}
                height={CELL}
                className={cell === '1' ? 'mark' : undefined}
                style={{
                  width: CELL,
                  height: CELL,
                  padding: 0,
                  fontSize: 0,
                  lineHeight: 0,
                  ...(cell === '1' && { backgroundColor: light.accent }),
                }}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
