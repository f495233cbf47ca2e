import { spawnSync } from 'node:child_process';
import { suite as newSuite } from 'uvu';

const mark = 'NODE_MOUNT_TEST_NAMESPACE';

/** In place of the tests of a file: says why they are not run, and counts one that is skipped. */
export function skipAll(why: string): void {
  console.log(`skipped: ${why}`);
  const instead = newSuite('skipped');
  instead.skip('all of this file', () => {});
  instead.run();
}

/**
 * Runs `suite` (a uvu suite's `run`) in a mount namespace of its own, by starting this test file again under
 * unshare(1), so that nothing it mounts is seen outside. Where the user is not root it says so, and one test is skipped.
 */
export function runInMountNamespace(suite: () => void): void {
  if (process.env[mark] === '1') {
    suite();
  } else if (process.getuid?.() !== 0) {
    skipAll('mounting and loop devices need root');
  } else {
    const child = spawnSync('unshare', ['--mount', process.execPath, process.argv[1]!], {
      env: { ...process.env, [mark]: '1' },
      stdio: 'inherit',
    });
    process.exitCode = child.status ?? 1;
  }
}
