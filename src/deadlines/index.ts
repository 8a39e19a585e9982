export { bankHolidaysInEngland } from './bank-holidays.ts';
export {
  addWorkingDays,
  endOfCalendarDay,
  endOfCalendarMonth,
  endOfWorkingDay,
  isWorkingDay,
  noonOfNextDay,
} from './working-days.ts';
