export { bankHolidaysInEngland } from './bank-holidays.ts';
export { addWorkingDays, endOfWorkingDay, isWorkingDay, noonOfNextDay } from './working-days.ts';
