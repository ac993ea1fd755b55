export class OwnPanel { static declare() {} constructor(s) {} update() {} }
