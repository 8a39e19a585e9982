export { bankHolidaysInEngland } from './bank-holidays.ts';
export { addWorkingDays, endOfWorkingDay, isWorkingDay } from './working-days.ts';
