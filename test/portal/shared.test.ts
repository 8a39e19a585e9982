import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyPartOpening, verifyReceipt } from '../../src/ledger/index.ts';
import { type PersonId, asId, newId } from '../../src/platform/index.ts';
import { type Notice, sealNotice } from '../../src/notices/index.ts';
import type { PersonKey } from '../../src/region/westmarch.ts';
import { people } from '../../src/region/westmarch.ts';
import { type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
