export class TrainPanel { static declare() {} constructor(s) {} update() {} }
