"""Nobody sees, or acts on, what isn't theirs: random play, looked at by everybody after each step.

``world`` says in the words of the documents who may see and who may act; it asks nothing of the
program but what lies in its tables. ``deeds`` are what people do; ``doors`` what each then finds.
"""
