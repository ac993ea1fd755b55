export class OnePanel { static declare() {} constructor(s) {} update() {} }
