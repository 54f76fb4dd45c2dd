"""The clock of a case stands still for a reason: 补正, 检测鉴定, 挂账."""
