"""From BPMN XML to specifications: normalise, check, parse."""
