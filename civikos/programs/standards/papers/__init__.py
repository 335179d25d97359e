"""
Papers of the watch, without a database: tables read from sheets, charts as SVG, the monitoring report as PDF, workbooks.

`table`: cells of an XLSX or CSV file. `columns`: what their headings and words mean, in three languages. `charts`: drawings
for pages and papers. `monitoring`: the network's report. `workbook`: XLSX.
"""
